package io.vigil.protect.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a simulated controller does wrong; nothing at first. Everything may be switched while it runs, from any thread. Faults
 * that are events rather than states (drops, reboots) are methods of {@link ControllerSimulator}.
 */
public final class Faults {

    private final Map<String, Integer> asked = new HashMap<>();
    private boolean isSilent;
    private boolean snapshotsFail;
    private boolean picturesAreCut;
    private boolean clipsBreakOff;
    private boolean clipsLie;
    private boolean plain;
    private int refusals;
    private int refusedLogins;
    private int forbiddenLogins;
    private int limited;
    private int html;
    private int cutFrames;
    private int repeats = 1;
    private int lateThumbnails;
    private List<Integer> clipStatuses = List.of();
    private Duration delay = Duration.ZERO;

    /** Nothing is wrong any more. */
    public synchronized void clear() {
        asked.clear();
        isSilent = false;
        snapshotsFail = false;
        picturesAreCut = false;
        clipsBreakOff = false;
        clipsLie = false;
        plain = false;
        refusals = 0;
        refusedLogins = 0;
        forbiddenLogins = 0;
        limited = 0;
        html = 0;
        cutFrames = 0;
        repeats = 1;
        lateThumbnails = 0;
        clipStatuses = List.of();
        delay = Duration.ZERO;
    }

    /** Sockets open but say nothing: no events, no pongs, no close. What is told is in the history only. */
    public synchronized void silent(boolean isOn) {
        isSilent = isOn;
    }

    /** The next so many messages are cut off in the middle, together with their connection; then they are told no more. */
    public synchronized void cutNextFrames(int count) {
        cutFrames = count;
    }

    /** Each message is sent so many times; 1 is right. */
    public synchronized void repeatFrames(int times) {
        repeats = times;
    }

    /** Packets of the private API are not deflated. Not wrong, only rare. */
    public synchronized void plainPackets(boolean isOn) {
        plain = isOn;
    }

    /** The next so many requests with a key or a cookie are answered 401; handshakes too. */
    public synchronized void refuseNext(int count) {
        refusals = count;
    }

    /** The next so many sign-ins are answered 401, however right they are. */
    public synchronized void refuseLogins(int count) {
        refusedLogins = count;
    }

    /** The next so many sign-ins are answered 403, however right they are: the console starts, or the account may not. */
    public synchronized void forbidLogins(int count) {
        forbiddenLogins = count;
    }

    /** The next so many requests of either API are answered 429, to come back in a second. */
    public synchronized void limitNext(int count) {
        limited = count;
    }

    /** The next so many requests are answered 200 with a web page. */
    public synchronized void answerHtml(int count) {
        html = count;
    }

    /** Every answer takes so long. */
    public synchronized void delay(Duration time) {
        delay = time;
    }

    /** No camera gives a picture of now: 503. */
    public synchronized void snapshotsFail(boolean isOn) {
        snapshotsFail = isOn;
    }

    /** Pictures are whole answers, but half of what they should be. */
    public synchronized void cutPictures(boolean isOn) {
        picturesAreCut = isOn;
    }

    /** The picture of each event is answered 404 so many times first. */
    public synchronized void lateThumbnails(int times) {
        lateThumbnails = times;
    }

    /** Each clip is answered with these first, one after another, such as 404 and 502. */
    public synchronized void lateClips(Integer... statuses) {
        clipStatuses = List.of(statuses);
    }

    /** Clips end in the middle, together with their connection. */
    public synchronized void cutClips(boolean isOn) {
        clipsBreakOff = isOn;
    }

    /** Clips announce more bytes than they have, and then the connection ends. */
    public synchronized void wrongClipLength(boolean isOn) {
        clipsLie = isOn;
    }

    public synchronized boolean isSilent() {
        return isSilent;
    }

    public synchronized boolean arePacketsPlain() {
        return plain;
    }

    public synchronized boolean doSnapshotsFail() {
        return snapshotsFail;
    }

    public synchronized boolean arePicturesCut() {
        return picturesAreCut;
    }

    public synchronized boolean doClipsBreakOff() {
        return clipsBreakOff;
    }

    public synchronized boolean doClipsLie() {
        return clipsLie;
    }

    public synchronized int repeats() {
        return repeats;
    }

    public synchronized Duration delay() {
        return delay;
    }

    public synchronized boolean takeRefusal() {
        boolean isOne = refusals > 0;
        refusals = Math.max(0, refusals - 1);
        return isOne;
    }

    public synchronized boolean takeRefusedLogin() {
        boolean isOne = refusedLogins > 0;
        refusedLogins = Math.max(0, refusedLogins - 1);
        return isOne;
    }

    public synchronized boolean takeForbiddenLogin() {
        boolean isOne = forbiddenLogins > 0;
        forbiddenLogins = Math.max(0, forbiddenLogins - 1);
        return isOne;
    }

    public synchronized boolean takeLimit() {
        boolean isOne = limited > 0;
        limited = Math.max(0, limited - 1);
        return isOne;
    }

    public synchronized boolean takeHtml() {
        boolean isOne = html > 0;
        html = Math.max(0, html - 1);
        return isOne;
    }

    public synchronized boolean takeCut() {
        boolean isOne = cutFrames > 0;
        cutFrames = Math.max(0, cutFrames - 1);
        return isOne;
    }

    /** Whether the picture of this event is still late; counts the question. */
    public synchronized boolean takeLateThumbnail(String eventId) {
        return asked.merge("thumbnail " + eventId, 1, Integer::sum) <= lateThumbnails;
    }

    /** What to answer instead of this clip, or 200; counts the question. */
    public synchronized int takeClipStatus(String clip) {
        int before = asked.merge("clip " + clip, 1, Integer::sum) - 1;
        return before < clipStatuses.size() ? clipStatuses.get(before) : 200;
    }
}
