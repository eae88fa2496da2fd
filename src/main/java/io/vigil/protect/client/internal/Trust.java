package io.vigil.protect.client.internal;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.TrustOptions;
import io.vigil.protect.client.ControllerAccess;

/**
 * Which certificate of one controller is accepted: the one with the fingerprint; or one that the JDK trusts; or, if neither is
 * asked for, any. Only of that controller: there is no switch for all.
 */
final class Trust extends X509ExtendedTrustManager {

    /** SHA-256 of the only certificate to accept, in lower-case hex; or null for any. */
    private final String fingerprint;

    private Trust(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    /** Whether the certificate must name the host; a pinned one need not. */
    static boolean checksHost(ControllerAccess access) {
        return access.verifySsl() && access.fingerprint() == null;
    }

    /** Demands TLS with such a certificate. */
    static void apply(ControllerAccess access, ClientOptionsBase options) {
        options.setSsl(true);
        if (!checksHost(access)) {
            options.setTrustOptions(TrustOptions.wrap(new Trust(access.fingerprint())));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (fingerprint == null) {
            return;
        }
        byte[] found = sha256(chain[0].getEncoded()).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(found, fingerprint.getBytes(StandardCharsets.US_ASCII))) {
            throw new CertificateException("Its fingerprint is another one");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("No client is trusted");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
