package io.vigil.access;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.NewCookie.SameSite;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.SecurityContext;

import org.jboss.resteasy.reactive.RestResponse;

import io.vertx.core.http.HttpServerRequest;
import io.vigil.access.UserView.SetupStatus;
import io.vigil.access.UserView.SignedIn;
import io.vigil.access.internal.AccessToken;
import io.vigil.access.internal.Identities;
import io.vigil.access.internal.Passwords;
import io.vigil.access.internal.Shown;
import io.vigil.access.internal.User;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.Principal;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Signing in and out. Passwords are hashed between sessions, never in one. */
@Path("/api/v1/auth")
public class AuthResource {

    private final AccessConfig config;
    private final Setup setup;
    private final Passwords passwords;
    private final Identities identities;
    private final Clock clock;

    record SignIn(@NotNull @Size(min = 3, max = 50) String username, @NotNull @Size(min = 1, max = 1000) String password) {
    }

    record PasswordChange(@NotNull @Size(min = 1, max = 1000) String currentPassword,
            @NotNull @Size(min = 8, max = 1000) String newPassword) {
    }

    record Message(String message) {
    }

    private record Login(UUID userId, String passwordHash, boolean active) {
    }

    /** Password hashes: the one that was checked guards the write of the new one. */
    private record Change(String from, String to) {
    }

    AuthResource(AccessConfig config, Setup setup, Passwords passwords, Identities identities, Clock clock) {
        this.config = config;
        this.setup = setup;
        this.passwords = passwords;
        this.identities = identities;
        this.clock = clock;
    }

    /** Whether there is a user; how many is nobody's business. */
    @GET
    @Path("/setup-status")
    @PermitAll
    public SetupStatus setupStatus() {
        boolean done = setup.isDone();
        return new SetupStatus(done, done ? 1 : 0);
    }

    /** Makes the first user, an administrator, and signs them in. */
    @POST
    @Path("/setup")
    @PermitAll
    public RestResponse<SignedIn> setUp(@Valid @NotNull SignIn first, @Context HttpServerRequest request) {
        Setup.Founder founder = setup.found(first.username(), first.password())
                .orElseThrow(() -> ProblemException.conflict("This installation has been set up already"));
        SignedIn signedIn = SessionContext.session("auth.sign-in").within(Budget.REQUEST)
                .call(() -> signIn(founder.id(), founder.passwordHash()));
        return withCookie(Status.CREATED, signedIn, request);
    }

    /** Signs in by name and password. */
    @POST
    @Path("/login")
    @PermitAll
    public RestResponse<SignedIn> login(@Valid @NotNull SignIn given, @Context HttpServerRequest request) {
        String username = given.username().toLowerCase(Locale.ROOT);
        SignedIn signedIn = SessionContext.phases("auth.login").within(Budget.REQUEST)
                .read(db -> User.named(username).map(user -> new Login(user.id, user.passwordHash, user.active)))
                .outside(known -> checked(known, given.password()))
                .write((db, login) -> signIn(login.userId(), login.passwordHash()));
        return withCookie(Status.OK, signedIn, request);
    }

    /** As slow for a name that nobody has. */
    private Login checked(Optional<Login> known, String password) {
        if (!passwords.matches(password, known.map(Login::passwordHash).orElse(null))) {
            throw ProblemException.unauthorized("Invalid credentials");
        }
        Login login = known.orElseThrow();
        if (!login.active()) {
            throw ProblemException.unauthorized("Account disabled");
        }
        return login;
    }

    /** Ends this sign-in: its token is no longer good. Whoever is not signed in any more only loses the cookie. */
    @POST
    @Path("/logout")
    @PermitAll
    @RequestSession
    public RestResponse<Message> logout(@Context SecurityContext security, @Context HttpServerRequest request) {
        Principal caller = Principal.of(security);
        if (caller != null) {
            if (caller.kind() != Principal.Kind.USER) {
                throw ProblemException.forbidden("Only a person signs out");
            }
            AccessToken.revoke(caller.credentialId(), clock.instant());
            SessionContext.afterCommit("access.forget-token", () -> identities.forgetCredential(caller.credentialId()));
        }
        return RestResponse.ResponseBuilder.ok(new Message("Signed out")).cookie(cookie("", 0, request)).build();
    }

    /** Who is signed in. */
    @GET
    @Path("/me")
    @RolesAllowed(Roles.PERSON)
    @RequestSession(readOnly = true)
    public UserView me(@Context SecurityContext security) {
        return UserView.of(existing(Principal.of(security).id()));
    }

    /** Changes the caller's password and ends every other sign-in of theirs. */
    @POST
    @Path("/change-password")
    @RolesAllowed(Roles.PERSON)
    public Message changePassword(@Valid @NotNull PasswordChange change, @Context SecurityContext security) {
        Principal caller = Principal.of(security);
        SessionContext.phases("auth.change-password").within(Budget.REQUEST)
                .read(db -> existing(caller.id()).passwordHash)
                .outside(oldHash -> new Change(oldHash, hashOfNew(change, oldHash)))
                .write((db, hashes) -> changePassword(caller, hashes));
        return new Message("Password changed");
    }

    private String hashOfNew(PasswordChange change, String oldHash) {
        if (!passwords.matches(change.currentPassword(), oldHash)) {
            throw ProblemException.badRequest("wrong_password", "The current password is wrong");
        }
        Passwords.requireStrong(change.newPassword());
        return passwords.hash(change.newPassword());
    }

    private UUID changePassword(Principal caller, Change hashes) {
        if (!User.changePassword(caller.id(), hashes.from(), hashes.to())) {
            throw ProblemException.conflict("The password was changed meanwhile");
        }
        AccessToken.revokeOthers(caller.id(), caller.credentialId(), clock.instant());
        SessionContext.afterCommit("access.forget-user", () -> identities.forgetUser(caller.id()));
        return caller.id();
    }

    /** In the open session; the hash that was checked guards it. */
    private SignedIn signIn(UUID userId, String checkedHash) {
        Instant now = clock.instant();
        if (!User.signsIn(userId, checkedHash, now)) {
            throw ProblemException.unauthorized("Invalid credentials");
        }
        User user = existing(userId);
        String token = AccessToken.issue(user, now, config.tokenLifetime());
        return new SignedIn(token, "bearer", user.mustChangePassword, UserView.of(user));
    }

    private RestResponse<SignedIn> withCookie(Status status, SignedIn signedIn, HttpServerRequest request) {
        int maxAge = (int) config.tokenLifetime().toSeconds();
        return RestResponse.ResponseBuilder.create(status, signedIn).cookie(cookie(signedIn.accessToken(), maxAge, request))
                .build();
    }

    private NewCookie cookie(String value, int maxAge, HttpServerRequest request) {
        SameSite sameSite = config.cookie().sameSite();
        // Browsers drop a cookie with SameSite=None that is not Secure.
        boolean secure = sameSite == SameSite.NONE || "https".equals(request.scheme());
        return new NewCookie.Builder(Shown.COOKIE).value(value).path("/").maxAge(maxAge).httpOnly(true).secure(secure)
                .sameSite(sameSite).build();
    }

    /** The caller's row went after they were identified, or the identity would not be there. */
    private static User existing(UUID userId) {
        return User.<User> findByIdOptional(userId)
                .orElseThrow(() -> ProblemException.unauthorized("There is no such user any more"));
    }
}
