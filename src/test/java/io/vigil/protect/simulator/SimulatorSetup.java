package io.vigil.protect.simulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.vigil.protect.simulator.wire.Certificate;

/** How a simulated controller is to be; changed in place, then started. */
public final class SimulatorSetup {

    /** A camera that nobody recorded. */
    public record MadeUpCamera(String id, String name, boolean isDoorbell) {
    }

    private final List<MadeUpCamera> cameras = new ArrayList<>();
    private String apiKey = "simulated-key";
    private String username = "vigil";
    private String password = "simulated-password";
    private String cookie = "TOKEN";
    private boolean hasRecordedCameras = true;
    private boolean hasOwnCertificate;
    private Path keyStore;
    private int requestsPerSecond = 10;
    private int port;

    /** Another key of the official API; null for none, so that every key is refused. */
    public SimulatorSetup apiKey(String key) {
        apiKey = key;
        return this;
    }

    /** Another account of the private API; null for none. */
    public SimulatorSetup account(String user, String secret) {
        username = user;
        password = secret;
        return this;
    }

    /** Another name of the cookie; newer consoles have {@code UOS_TOKEN}. */
    public SimulatorSetup cookie(String name) {
        cookie = name;
        return this;
    }

    /** No recorded cameras and no recorded history, but this many made-up cameras: {@code cam-1} and so on by name. */
    public SimulatorSetup cameras(int count) {
        hasRecordedCameras = false;
        for (int i = 1; i <= count; i++) {
            camera(String.format("ca%022x", i), "cam-" + i, false);
        }
        return this;
    }

    /** One more camera. */
    public SimulatorSetup camera(String id, String name, boolean isDoorbell) {
        cameras.add(new MadeUpCamera(id, name, isDoorbell));
        return this;
    }

    /** A certificate that no other simulator of this process shows; otherwise they share one. */
    public SimulatorSetup ownCertificate() {
        hasOwnCertificate = true;
        return this;
    }

    /** The certificate of this file, made on first use, so that it is the same after a restart. */
    public SimulatorSetup keptCertificate(Path file) {
        keyStore = file;
        return this;
    }

    /** How often the official API may be asked; 0 for as often as one likes. */
    public SimulatorSetup requestsPerSecond(int limit) {
        requestsPerSecond = limit;
        return this;
    }

    /** A port of its own; 0, the default, for any free one. */
    public SimulatorSetup port(int number) {
        port = number;
        return this;
    }

    /** Starts it; returns when it accepts connections. */
    public ControllerSimulator start() {
        return new ControllerSimulator(this);
    }

    public String apiKey() {
        return apiKey;
    }

    public String username() {
        return username;
    }

    public String password() {
        return password;
    }

    public String cookie() {
        return cookie;
    }

    public List<MadeUpCamera> madeUpCameras() {
        return List.copyOf(cameras);
    }

    public boolean hasRecordedCameras() {
        return hasRecordedCameras;
    }

    Certificate certificate() {
        if (keyStore != null) {
            return Certificate.kept(keyStore);
        }
        return hasOwnCertificate ? Certificate.make() : Certificate.shared();
    }

    public int requestsPerSecond() {
        return requestsPerSecond;
    }

    public int port() {
        return port;
    }
}
