package io.vigil.delivery.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

import io.vertx.core.net.PfxOptions;
import io.vigil.protect.simulator.wire.Certificate;

/** A mail server on a real socket, with STARTTLS or without. It takes what it is sent, but for what it is told not to. */
public final class MailServerStub implements AutoCloseable {

    private final SMTPServer server;
    private final Queue<ReceivedMail> received = new ConcurrentLinkedQueue<>();
    private final Queue<ReceivedMail> turnedAway = new ConcurrentLinkedQueue<>();
    private final Map<String, RejectException> refused = new ConcurrentHashMap<>();
    private final Map<String, RejectException> postponed = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();

    private MailServerStub(SMTPServer.Builder builder) {
        server = builder.messageHandlerFactory(Conversation::new).build();
        server.start();
    }

    /** At this port, with STARTTLS. */
    public static MailServerStub start(int port, Certificate certificate) {
        return new MailServerStub(SMTPServer.port(port).enableTLS().startTlsSocketFactory(context(certificate.options())));
    }

    /** Likewise, with the certificate of this file. */
    static MailServerStub start(int port, Path keys) {
        return start(port, Certificate.kept(keys));
    }

    /** At this port, without any encryption. */
    static MailServerStub startPlain(int port) {
        return new MailServerStub(SMTPServer.port(port));
    }

    private static SSLContext context(PfxOptions keys) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(keys.getValue().getBytes()), keys.getPassword().toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, keys.getPassword().toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** No mail to this address is taken, from {@code RCPT} on. */
    void refuse(String address, int code, String text) {
        refused.put(address, new RejectException(code, text));
    }

    /** The next mail to this address is read and then not taken. */
    void turnAway(String address, int code, String text) {
        postponed.put(address, new RejectException(code, text));
    }

    /** Mails to this address are answered when this server is closed. */
    void hang(String address) {
        hanging.put(address, new CountDownLatch(1));
    }

    /** All that was taken, in order. */
    public List<ReceivedMail> received() {
        return List.copyOf(received);
    }

    /** What was taken for an address, in order. */
    List<ReceivedMail> received(String address) {
        return received.stream().filter(mail -> mail.recipient().equals(address)).toList();
    }

    /** All that was read and not taken. */
    List<ReceivedMail> turnedAway() {
        return List.copyOf(turnedAway);
    }

    @Override
    public void close() {
        hanging.values().forEach(CountDownLatch::countDown);
        server.stop();
    }

    /** One mail on its way in. */
    private final class Conversation implements MessageHandler {

        private String sender;
        private String recipient;

        private Conversation(MessageContext context) {
            // Nothing of it is asked.
        }

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String address) throws RejectException {
            if (refused.containsKey(address)) {
                throw refused.get(address);
            }
            if (recipient != null) {
                throw new RejectException(452, "One at a time");
            }
            recipient = address;
        }

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            ReceivedMail mail = new ReceivedMail(sender, recipient, data.readAllBytes());
            CountDownLatch hangs = hanging.get(recipient);
            if (hangs != null) {
                await(hangs);
            }
            RejectException not = postponed.remove(recipient);
            if (not != null) {
                turnedAway.add(mail);
                throw not;
            }
            received.add(mail);
            return null;
        }

        private static void await(CountDownLatch hangs) throws RejectException {
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RejectException(421, "Closing");
            }
        }

        @Override
        public void done() {
            // Each conversation is one mail.
        }
    }
}
