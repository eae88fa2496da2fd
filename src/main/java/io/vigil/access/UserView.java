package io.vigil.access;

import java.time.Instant;
import java.util.UUID;

import io.vigil.access.internal.User;

/** A user as clients see them. */
record UserView(UUID id, String username, boolean isActive, Instant createdAt, Instant lastLogin, User.Role role,
        boolean mustChangePassword, String email) {

    static UserView of(User user) {
        return new UserView(user.id, user.username, user.active, user.createdAt, user.lastLogin, user.role,
                user.mustChangePassword, user.email);
    }

    /** The answer to a sign-in; the only time that the token is told. */
    record SignedIn(String accessToken, String tokenType, boolean mustChangePassword, UserView user) {
    }

    /** Whether somebody has set this installation up. */
    record SetupStatus(boolean setupComplete, int userCount) {
    }
}
