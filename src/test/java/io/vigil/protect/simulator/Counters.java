package io.vigil.protect.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a simulated controller saw and served. All of it may be read at any time, from any thread. */
public final class Counters {

    private static final long SECOND = 1_000_000_000L;

    /**
     * Somebody asked for a live stream.
     *
     * @param nanos when, by {@link System#nanoTime()}
     * @param status 101 if it was opened
     */
    public record Handshake(Channel channel, long nanos, int status) {
    }

    private final Map<Channel, Integer> open = new EnumMap<>(Channel.class);
    private final Map<Channel, Integer> mostOpen = new EnumMap<>(Channel.class);
    private final Map<String, Integer> requests = new TreeMap<>();
    private final List<Handshake> handshakes = new ArrayList<>();
    private final Deque<Long> lastSecond = new ArrayDeque<>();
    private int mostPerSecond;
    private int logins;
    private int refusedLogins;
    private int clips;
    private int snapshots;
    private int thumbnails;
    private int pings;
    private long frames;

    /** Sockets of the channel that are open now. */
    public synchronized int open(Channel channel) {
        return open.getOrDefault(channel, 0);
    }

    /** All sockets that are open now. */
    public synchronized int open() {
        return open.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The most sockets of the channel that were open at once. */
    public synchronized int mostOpen(Channel channel) {
        return mostOpen.getOrDefault(channel, 0);
    }

    /** Everybody who asked for a live stream, in order; not those who could not connect at all. */
    public synchronized List<Handshake> handshakes() {
        return List.copyOf(handshakes);
    }

    /** Those of one channel. */
    public synchronized List<Handshake> handshakes(Channel channel) {
        return handshakes.stream().filter(handshake -> handshake.channel() == channel).toList();
    }

    /** Sign-ins that were asked for, refused ones included. */
    public synchronized int logins() {
        return logins;
    }

    /** Sign-ins that were refused, for whatever reason. */
    public synchronized int refusedLogins() {
        return refusedLogins;
    }

    /** Requests by route, such as {@code GET /proxy/protect/integration/v1/cameras/{id}/snapshot}; handshakes too. */
    public synchronized Map<String, Integer> requests() {
        return Map.copyOf(requests);
    }

    /** Requests whose route, without what the APIs have in common, is this: {@code v1/cameras}, {@code bootstrap}. */
    public synchronized int requests(String routeEnd) {
        return requests.entrySet().stream().filter(entry -> entry.getKey().endsWith("/" + routeEnd))
                .mapToInt(Map.Entry::getValue).sum();
    }

    /** The most requests of the official API, those refused included, within any second. */
    public synchronized int mostPerSecond() {
        return mostPerSecond;
    }

    /** Clips that were sent, whole or not. */
    public synchronized int clips() {
        return clips;
    }

    /** Pictures of now that were sent. */
    public synchronized int snapshots() {
        return snapshots;
    }

    /** Pictures of events that were sent. */
    public synchronized int thumbnails() {
        return thumbnails;
    }

    /** Pings that clients sent, answered or not. */
    public synchronized int pings() {
        return pings;
    }

    /** Messages that were sent over sockets: one to two sockets counts twice. */
    public synchronized long frames() {
        return frames;
    }

    /** Forgets all but what is open. */
    public synchronized void reset() {
        mostOpen.clear();
        mostOpen.putAll(open);
        requests.clear();
        handshakes.clear();
        lastSecond.clear();
        mostPerSecond = 0;
        logins = 0;
        refusedLogins = 0;
        clips = 0;
        snapshots = 0;
        thumbnails = 0;
        pings = 0;
        frames = 0;
    }

    public synchronized void countOpen(Channel channel) {
        mostOpen.merge(channel, open.merge(channel, 1, Integer::sum), Integer::max);
    }

    public synchronized void countClosed(Channel channel) {
        open.merge(channel, -1, Integer::sum);
    }

    public synchronized void countHandshake(Channel channel, int status) {
        handshakes.add(new Handshake(channel, System.nanoTime(), status));
    }

    public synchronized void countRequest(String route) {
        requests.merge(route, 1, Integer::sum);
    }

    public synchronized void countOfficial() {
        long now = System.nanoTime();
        lastSecond.add(now);
        while (now - lastSecond.peek() >= SECOND) {
            lastSecond.remove();
        }
        mostPerSecond = Math.max(mostPerSecond, lastSecond.size());
    }

    public synchronized void countLogin(boolean isAccepted) {
        logins++;
        refusedLogins += isAccepted ? 0 : 1;
    }

    public synchronized void countClip() {
        clips++;
    }

    public synchronized void countSnapshot() {
        snapshots++;
    }

    public synchronized void countThumbnail() {
        thumbnails++;
    }

    public synchronized void countPing() {
        pings++;
    }

    public synchronized void countFrame() {
        frames++;
    }
}
