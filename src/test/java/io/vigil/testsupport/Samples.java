package io.vigil.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.restassured.response.ValidatableResponse;

/** Real pictures, and the shortest way to get a camera and an event into the service through its API. */
public final class Samples {

    private static final Path PICTURES = Path.of("src/test/resources/samples/images");

    private Samples() {
    }

    /** All sample pictures, by name. */
    public static List<Path> pictures() {
        try (Stream<Path> files = Files.list(PICTURES)) {
            return files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of them. */
    public static Path picture(String name) {
        return PICTURES.resolve(name);
    }

    /** The bytes of a file. */
    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SHA-256 in lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a camera; answers its id. */
    public static UUID camera(String name) {
        return UUID.fromString(Api.admin().contentType("application/json")
                .body("{\"name\":\"" + name + "\",\"type\":\"rtsp\",\"rtsp_url\":\"rtsp://192.0.2.1/stream\"}")
                .post("/api/v1/cameras").then().statusCode(201).extract().path("id"));
    }

    /** Sends what a camera saw. */
    public static ValidatableResponse send(UUID camera, String externalId, String kind, Path picture) {
        return send(camera, externalId, kind, picture.getFileName().toString(), bytes(picture));
    }

    /** Sends what a camera saw, the picture as bytes. */
    public static ValidatableResponse send(UUID camera, String externalId, String kind, String fileName, byte[] picture) {
        return Api.admin().multiPart("external_id", externalId).multiPart("kind", kind)
                .multiPart("occurred_at", "2026-11-24T10:00:00Z").multiPart("snapshot", fileName, picture)
                .post("/api/v1/cameras/" + camera + "/events").then();
    }
}
