package io.vigil.house;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of the house that can be read off the compiled classes. */
enum HouseRule {

    ARROWS(classes().should(new Arrows())),

    NO_CYCLES(slices().matching("io.vigil.(*)..").should().beFreeOfCycles()),

    SESSION_INTERNALS_ARE_CLOSED(noClasses().that().resideOutsideOfPackage("io.vigil.session..")
            .should().dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.vigil.session.*..")
                    .and(JavaClass.Predicates.resideOutsideOfPackages("io.vigil.session.notifications",
                            "io.vigil.session.copy")))),

    ROWS_ARE_COPIED_FOR_BACKUPS(noClasses().that().resideOutsideOfPackages("io.vigil.system.backup..", "io.vigil.session.copy")
            .should().dependOnClassesThat().resideInAPackage("io.vigil.session.copy")),

    FEATURE_INTERNALS_ARE_CLOSED(classes().should(new KeepToOwnInternals())),

    ROUTES_SAY_WHO_MAY_CALL(methods().that(Predicates.metaAnnotatedWith(HttpMethod.class).forSubtype())
            .and().areDeclaredInClassesThat().areNotInterfaces()
            .should(beAnnotatedWith(RolesAllowed.class).or(beAnnotatedWith(PermitAll.class)))),

    SESSIONS_ARE_NOT_KEPT(classes().that().resideOutsideOfPackage("io.vigil.session..").should(new KeepNoSession())),

    NAMES_SAY_SOMETHING(noClasses().should().haveNameMatching(
            ".*(Impl|Manager|Helper|Utils?|DTO|Dto|DAO|Dao|Base|Abstract)|.*[.$]Abstract[A-Z]\\w*"));

    private final ArchRule rule;

    HouseRule(ArchRule rule) {
        this.rule = rule.allowEmptyShould(true);
    }

    ArchRule rule() {
        return rule;
    }
}
