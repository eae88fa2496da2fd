package io.vigil.system.health;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;

/**
 * What the certificate of a server says of itself (RFC 5280).
 *
 * @param validFrom not before
 * @param expires not after
 * @param issuer its distinguished name (RFC 2253)
 * @param subject likewise
 */
record ServedCertificate(Instant validFrom, Instant expires, String issuer, String subject) {

    /** That of the first private key in the store; empty if there is none, or it is none of X.509. */
    static Optional<ServedCertificate> first(KeyStore store) {
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    return Optional.of(new ServedCertificate(certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant(), certificate.getIssuerX500Principal().getName(),
                            certificate.getSubjectX500Principal().getName()));
                }
            }
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The store of a running server is loaded", e);
        }
    }

    /** Whether it may be used at that time; whether clients trust it is theirs to say. */
    boolean isValidAt(Instant now) {
        return !now.isBefore(validFrom) && !now.isAfter(expires);
    }
}
