package io.vigil.scenario;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.vigil.session.faults.CommitTruth;
import io.vigil.session.faults.Told;

/** Clients that each create one camera after the other, and remember what they were told of it. */
final class CameraLoad {

    private final PackagedVigil vigil;
    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private volatile boolean ending;

    CameraLoad(PackagedVigil vigil) {
        this.vigil = vigil;
    }

    /** So many clients, each until the end, or until there is no process to ask. */
    CameraLoad start(int count) {
        for (int i = 0; i < count; i++) {
            String client = "client " + i + ", camera ";
            clients.add(CompletableFuture.runAsync(() -> {
                for (int camera = 0; !ending; camera++) {
                    create(client + camera);
                }
            }, executor));
        }
        return this;
    }

    /** So many clients, each once. */
    CameraLoad once(int count) {
        for (int i = 0; i < count; i++) {
            String name = "camera of client " + i;
            clients.add(CompletableFuture.runAsync(() -> create(name), executor));
        }
        return this;
    }

    /** Waits for the last answers; counts what was told beside what is stored, and answers what was not true. */
    List<String> compare(String fault, StoppableDatabase database) throws Exception {
        ending = true;
        clients.forEach(CompletableFuture::join);
        executor.shutdown();
        Set<String> cameras = database.strings("select name from camera");
        List<String> lies = new ArrayList<>();
        for (Map.Entry<String, Told> answer : told.entrySet()) {
            boolean stored = cameras.contains(answer.getKey());
            CommitTruth.count(fault, answer.getValue(), stored);
            if (!answer.getValue().isTrue(stored)) {
                lies.add(answer + ", stored: " + stored);
            }
        }
        CommitTruth.write();
        return lies;
    }

    /** How often that was told until now. */
    long count(Told what) {
        return told.values().stream().filter(what::equals).count();
    }

    /** What was sent and never answered. */
    Set<String> unanswered() {
        return unanswered;
    }

    private void create(String name) {
        try {
            HttpResponse<String> answer = vigil.json("POST", "/api/v1/cameras",
                    "{\"name\":\"" + name + "\",\"type\":\"rtsp\",\"rtsp_url\":\"rtsp://192.0.2.1/x\"}");
            told.put(name, answer.statusCode() == 201 ? Told.COMMITTED
                    : Told.by(answer.statusCode(), PackagedVigil.field(answer.body(), "code")));
        } catch (ConnectException e) {
            // Nobody was asked, and nobody will be.
            ending = true;
        } catch (IOException e) {
            // Without an answer nothing was told.
            unanswered.add(name);
            told.put(name, Told.UNKNOWN);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
