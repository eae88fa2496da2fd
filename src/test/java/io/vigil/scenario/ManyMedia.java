package io.vigil.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/** Many events in a moment, each with a picture of its own, put past the service into its database and its media store. */
final class ManyMedia {

    private static final int SIZE = 4 << 10;

    private ManyMedia() {
    }

    /** That many of this camera, all described. */
    static void put(StoppableDatabase database, Path media, String camera, int count) throws Exception {
        database.run(
                """
                        insert into event (id, camera_id, source, external_id, kind, occurred_at, created_at, state, priority,
                            description, description_source, confidence, objects_detected, source_type, is_doorbell_ring, snapshot,
                            thumbnail)
                        select gen_random_uuid(), '%1$s', 'many', n::text, 'person', now() - n * interval '1 second', now() - interval '1 hour',
                            'described', 1, 'A person number ' || n || ' walks up the path', 'ai', 80, array['person'], 'rtsp', false,
                            gen_random_uuid() || '.jpg', gen_random_uuid() || '.jpg'
                        from generate_series(1, %2$d) n"""
                        .formatted(camera, count));
        for (String name : names(database)) {
            write(media, name);
        }
    }

    private static void write(Path media, String name) throws IOException {
        Path file = place(media, name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes(name));
    }

    private static byte[] bytes(String name) {
        byte[] bytes = new byte[SIZE];
        new Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    /** Loses each third of their files. */
    static void lose(StoppableDatabase database, Path media) throws Exception {
        int number = 0;
        for (String name : names(database)) {
            if (number++ % 3 == 0) {
                Files.deleteIfExists(place(media, name));
            }
        }
    }

    /** Those of their files that are there and are not what was put. */
    static List<String> broken(StoppableDatabase database, Path media) throws Exception {
        List<String> broken = new ArrayList<>();
        for (String name : names(database)) {
            Path file = place(media, name);
            if (Files.exists(file) && !Arrays.equals(Files.readAllBytes(file), bytes(name))) {
                broken.add(name);
            }
        }
        return broken;
    }

    private static Collection<String> names(StoppableDatabase database) throws Exception {
        return database.strings("select snapshot from event where source = 'many' union all "
                + "select thumbnail from event where source = 'many'");
    }

    /** Where the media store keeps it. */
    static Path place(Path media, String name) {
        String id = name.substring(0, name.indexOf('.'));
        int end = id.length();
        return media.resolve(id.substring(end - 2)).resolve(id.substring(end - 4, end - 2)).resolve(name);
    }

    /** The files that events name and that are not there. */
    static List<String> missing(StoppableDatabase database, Path media) throws Exception {
        return database.strings("select snapshot from event where snapshot is not null union all "
                + "select thumbnail from event where thumbnail is not null").stream()
                .filter(name -> !Files.exists(place(media, name))).toList();
    }
}
