package io.vigil.delivery.webhook.wire;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.vigil.delivery.webhook.wire.SecretRows.Stored;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.web.ProblemException;

/**
 * The household's signing secrets. One is made when something is first signed, whatever the number of replicas. With two of
 * them everything is signed twice, so that receivers can change from one to the other at any time in between.
 */
@Singleton
public class SigningSecrets {

    private static final String PURPOSE = "webhook_secret.secret";
    private static final int MOST = 2;
    private static final int HINT = 4;

    private final SecretBox box;
    private final Clock clock;

    /** A new secret, open. */
    record Made(String secret, Stored stored) {
    }

    SigningSecrets(SecretBox box, Clock clock) {
        this.box = box;
        this.clock = clock;
    }

    @Produces
    @Singleton
    static SealedColumn sealedSecret() {
        return SealedColumn.text("webhook_secret", "secret", PURPOSE);
    }

    /**
     * Those that sign now, open, the newest first; at least one. To be called outside any session.
     *
     * @throws SecretBox.Unreadable if all of them were sealed with another secret key than the present one
     */
    public List<String> active() {
        List<Stored> stored = SessionContext.session("webhook.secrets").asReadOnly().within(Budget.REQUEST)
                .call(db -> SecretRows.all(db));
        return opened(stored.isEmpty() ? first() : stored);
    }

    private List<Stored> first() {
        return SessionContext.session("webhook.first-secret").rootOnly().within(Budget.REQUEST).call(db -> {
            SecretRows.lock(db);
            List<Stored> meanwhile = SecretRows.all(db);
            return meanwhile.isEmpty() ? List.of(add(db).stored()) : meanwhile;
        });
    }

    /** Makes another, inside the session that is open; of two that were there the older one signs no more. */
    Made rotate(Session db) {
        SecretRows.lock(db);
        List<Stored> known = SecretRows.all(db);
        known.stream().skip(MOST - 1L).forEach(old -> SecretRows.remove(db, old.id()));
        return add(db);
    }

    /**
     * Ends one, inside the session that is open.
     *
     * @throws ProblemException 404 if there is no such secret, 409 if it is the only one
     */
    void remove(Session db, UUID id) {
        SecretRows.lock(db);
        List<Stored> known = SecretRows.all(db);
        if (known.stream().noneMatch(secret -> secret.id().equals(id))) {
            throw ProblemException.notFound("signing secret", id);
        }
        if (known.size() == 1) {
            throw ProblemException.conflict("This is the only signing secret; make another one first");
        }
        SecretRows.remove(db, id);
    }

    private Made add(Session db) {
        String secret = Signature.newSecret();
        UUID id = UUID.randomUUID();
        String sealed = box.encrypt(secret, PURPOSE);
        String hint = secret.substring(secret.length() - HINT);
        return new Made(secret, new Stored(id, sealed, hint, SecretRows.add(db, id, sealed, hint, clock.instant())));
    }

    /** One that another secret key sealed is left out, as long as there is one that the present key opens. */
    private List<String> opened(List<Stored> stored) {
        List<String> opened = new ArrayList<>();
        SecretBox.Unreadable unreadable = null;
        for (Stored secret : stored) {
            try {
                opened.add(box.decrypt(secret.sealed(), PURPOSE));
            } catch (SecretBox.Unreadable e) {
                unreadable = e;
            }
        }
        if (opened.isEmpty() && unreadable != null) {
            throw unreadable;
        }
        return opened;
    }
}
