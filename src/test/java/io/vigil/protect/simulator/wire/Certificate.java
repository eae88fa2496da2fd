package io.vigil.protect.simulator.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;

/** A self-signed certificate and its key, made by the JDK's own keytool. */
public final class Certificate {

    private static final String PASSWORD = "simulated";
    private static final int SECONDS = 60;

    private static Certificate shared;

    private final byte[] keyStore;
    private String fingerprint;

    private Certificate(byte[] keyStore) {
        this.keyStore = keyStore;
    }

    /** The one that simulators of this process share, because making one takes a second. */
    public static synchronized Certificate shared() {
        if (shared == null) {
            shared = make();
        }
        return shared;
    }

    /** The one of this file, which is made if it is not there. */
    public static Certificate kept(Path file) {
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.write(file, make().keyStore);
            }
            return new Certificate(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another one. */
    public static Certificate make() {
        try {
            Path folder = Files.createTempDirectory("simulator");
            Path file = folder.resolve("keys.p12");
            try {
                run(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-J-Dkeystore.pkcs12.keyPbeIterationCount=1", "-J-Dkeystore.pkcs12.certPbeIterationCount=1",
                        "-J-Dkeystore.pkcs12.macIterationCount=1", "-genkeypair", "-alias",
                        "console", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=unifi.local", "-ext",
                        "san=dns:localhost,dns:unifi.local,ip:127.0.0.1", "-validity", "3650", "-storetype", "PKCS12",
                        "-storepass", PASSWORD, "-keystore", file.toString()));
                return new Certificate(Files.readAllBytes(file));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the server. */
    public PfxOptions options() {
        return new PfxOptions().setValue(Buffer.buffer(keyStore)).setPassword(PASSWORD);
    }

    /** SHA-256 of the certificate, as 64 hex digits in lower case. */
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            fingerprint = readFingerprint();
        }
        return fingerprint;
    }

    private String readFingerprint() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(keyStore), PASSWORD.toCharArray());
            byte[] encoded = store.getCertificate("console").getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool made no certificate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
