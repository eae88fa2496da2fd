package io.vigil.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.hibernate.Session;

import io.smallrye.mutiny.Uni;
import io.vigil.session.SessionContext;

/**
 * Stands for receivers outside: remembers what came, answers as the test says, and never twice at once to one recipient unless
 * it was sent so. Before a test says otherwise it has no recipients.
 */
public abstract class StubChannel implements Channel {

    /** What a receiver that hangs would say in the end. */
    private final Queue<CompletableFuture<Outcome>> hanging = new ConcurrentLinkedQueue<>();
    private final Queue<Outgoing> received = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile Function<Message, List<String>> recipients;
    private volatile Function<Outgoing, Uni<Outcome>> answer;
    private volatile Duration deadline;

    StubChannel() {
        reset();
    }

    /** Nobody is there any more, and nothing hangs. */
    public final void reset() {
        recipients = message -> List.of();
        answer = outgoing -> says(new Outcome.Delivered());
        deadline = Channel.super.deadline();
        release();
        received.clear();
        atOnce.clear();
        mostAtOnce.set(0);
    }

    /** All messages are for them. */
    public void recipients(String... names) {
        recipients = message -> List.of(names);
    }

    /** Whom a message is for. */
    public void recipients(Function<Message, List<String>> names) {
        recipients = names;
    }

    /** How long a try may take from now on; not longer than at first. */
    public void deadline(Duration longest) {
        deadline = longest;
    }

    /** How to answer from now on. */
    public void answer(Function<Outgoing, Uni<Outcome>> how) {
        answer = how;
    }

    /** An answer that comes at once. */
    public static Uni<Outcome> says(Outcome outcome) {
        return Uni.createFrom().item(outcome);
    }

    /** An answer that does not come before {@link #release()}. */
    public Uni<Outcome> hangs() {
        CompletableFuture<Outcome> later = new CompletableFuture<>();
        hanging.add(later);
        return Uni.createFrom().completionStage(later);
    }

    /** All that hangs arrives. */
    public void release() {
        release(new Outcome.Delivered());
    }

    /** All that hangs ends so. */
    public void release(Outcome outcome) {
        for (CompletableFuture<Outcome> one = hanging.poll(); one != null; one = hanging.poll()) {
            one.complete(outcome);
        }
    }

    /** What came, in order. */
    public List<Outgoing> received() {
        return List.copyOf(received);
    }

    /** What came for one recipient, in order. */
    public List<Outgoing> received(String recipient) {
        return received.stream().filter(outgoing -> outgoing.recipient().equals(recipient)).toList();
    }

    /** The most that were on their way to one recipient at once. */
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    @Override
    public List<String> recipients(Session db, Message message) {
        return recipients.apply(message);
    }

    @Override
    public Duration deadline() {
        return deadline;
    }

    @Override
    public Uni<Outcome> send(Outgoing outgoing) {
        SessionContext.requireNone("stub");
        received.add(outgoing);
        AtomicInteger now = atOnce.computeIfAbsent(outgoing.recipient(), recipient -> new AtomicInteger());
        mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
        return answer.apply(outgoing).onTermination().invoke(now::decrementAndGet);
    }
}
