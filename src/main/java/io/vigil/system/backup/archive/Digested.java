package io.vigil.system.backup.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes what passes; closing it leaves what is below open. */
final class Digested extends FilterOutputStream {

    private final MessageDigest digest = sha256();
    private long bytes;

    Digested(OutputStream below) {
        super(below);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] { (byte) b }, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int count) throws IOException {
        out.write(from, offset, count);
        digest.update(from, offset, count);
        bytes += count;
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }

    OutputStream below() {
        return out;
    }

    long bytes() {
        return bytes;
    }

    /** In hex; asked once. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
