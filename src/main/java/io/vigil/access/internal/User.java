package io.vigil.access.internal;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.id.uuid.UuidVersion7Strategy;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** A person who may sign in. */
@Entity
@Table(name = "app_user")
public class User extends PanacheEntityBase {

    @Id
    public UUID id;
    /** 3 to 50 of a-z, 0-9 and _. */
    public String username;
    public String passwordHash;
    @Enumerated(EnumType.STRING)
    public Role role;
    public String email;
    public boolean active;
    public boolean mustChangePassword;
    /** Whether this is the user that set the installation up; there is one. */
    public boolean founder;
    public Instant createdAt;
    public Instant lastLogin;

    /** What kind of user. So far only administrators differ from the others; scopes are for keys, and would open more. */
    public enum Role {
        ADMIN(Set.of(Roles.USER, Roles.PERSON, Roles.ADMIN, Roles.ADMIN_PERSON, Roles.READ_EVENTS, Roles.WRITE_EVENTS,
                Roles.READ_CAMERAS, Roles.WRITE_CAMERAS)),
        OPERATOR(Set.of(Roles.USER, Roles.PERSON)),
        VIEWER(OPERATOR.roles);

        /** In JSON and in the database. */
        @JsonValue
        @EnumeratedValue
        private final String text = name().toLowerCase(Locale.ROOT);
        private final Set<String> roles;

        Role(Set<String> roles) {
            this.roles = roles;
        }

        /** What such a user may do, as in {@link Roles}. */
        Set<String> roles() {
            return roles;
        }
    }

    /** The user of that name, in lower case. */
    public static Optional<User> named(String username) {
        return find("username", username).firstResultOptional();
    }

    /** Whether nobody has been set up yet. */
    public static boolean isNobodyThere() {
        return SessionContext.current().createSelectionQuery("select u.id from User u", UUID.class).setMaxResults(1).list()
                .isEmpty();
    }

    /** Makes the first user, an administrator; false if there is a user already. The database decides between two founders. */
    public static boolean found(UUID id, String username, String passwordHash, Instant now) {
        return SessionContext.current().createNativeMutationQuery("""
                insert into app_user (id, username, password_hash, role, active, must_change_password, founder, created_at)
                select :id, :username, :hash, 'admin', true, false, true, :now
                where not exists (select 1 from app_user)
                on conflict do nothing""")
                .setParameter("id", id).setParameter("username", username).setParameter("hash", passwordHash)
                .setParameter("now", now).executeUpdate() == 1;
    }

    /** Notes a sign-in, unless the password was changed or the user disabled since the hash was read. */
    public static boolean signsIn(UUID id, String checkedHash, Instant now) {
        return update("lastLogin = ?1 where id = ?2 and passwordHash = ?3 and active", now, id, checkedHash) == 1;
    }

    /** Changes the password, unless it was changed since the old hash was read. */
    public static boolean changePassword(UUID id, String oldHash, String newHash) {
        return update("passwordHash = ?1, mustChangePassword = false where id = ?2 and passwordHash = ?3", newHash, id,
                oldHash) == 1;
    }

    /** A new, time-ordered id. */
    public static UUID newId() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }
}
