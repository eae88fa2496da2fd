package io.vigil.delivery.rules;

import java.time.ZoneId;
import java.util.UUID;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * What clients set of a rule: in JSON, in the database and in between.
 *
 * @param cooldownMinutes how long nothing sets the rule off after it was; 0 for each event by itself
 * @param entityId whom the rule is about, for {@link EntityMatchMode#SPECIFIC}
 */
@Embeddable
record RuleFields(
        @NotBlank @Size(max = 200) String name,
        @NotNull Boolean isEnabled,
        @NotNull @Valid @JdbcTypeCode(SqlTypes.JSON) Conditions conditions,
        @NotNull @Valid @JdbcTypeCode(SqlTypes.JSON) Actions actions,
        @NotNull @Min(0) @Max(1440) Integer cooldownMinutes,
        UUID entityId,
        @NotNull @Enumerated(EnumType.STRING) EntityMatchMode entityMatchMode) {

    /** What a new rule is where nothing else is said. */
    static final RuleFields DEFAULTS = new RuleFields(null, true, Conditions.NONE, Actions.DEFAULTS, 5, null,
            EntityMatchMode.ANY);

    /** The same, in use or not. */
    RuleFields enabled(boolean enabled) {
        return new RuleFields(name, enabled, conditions, actions, cooldownMinutes, entityId, entityMatchMode);
    }

    /** The same with other actions. */
    RuleFields with(Actions others) {
        return new RuleFields(name, isEnabled, conditions, others, cooldownMinutes, entityId, entityMatchMode);
    }

    /** Whether this event is one for the rule, in a household of this zone. */
    boolean match(Sighting event, ZoneId zone) {
        return entityMatchMode != EntityMatchMode.SPECIFIC && conditions.match(event, zone);
    }
}
