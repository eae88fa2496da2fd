package io.vigil.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.media.FrameExtractor.Sampling;
import io.vigil.testsupport.Boxes;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.TestFfmpeg;

/**
 * Clips that name other files or addresses: nobody goes there. A clip of its own lies where they point, so that it would show.
 */
class HostileClipsTest {

    private static final String CANARY = "CANARY-4711-in-a-local-file";

    @TempDir
    Path folder;
    private final FrameExtractor frames = TestConfig.ofFfmpeg().frames();
    private final AudioExtractor sounds = TestConfig.ofFfmpeg().sounds();
    private ServerSocket listening;

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Files.writeString(folder.resolve("canary.txt"), CANARY);
        Files.write(folder.resolve("canary.mp4"), Samples.clip("car-horn-dog.mp4"));
    }

    @AfterEach
    void stop() throws IOException {
        listening.close();
    }

    @Test
    void playlists_in_disguise_open_nothing() throws IOException {
        for (String place : places()) {
            for (String list : List.of(
                    "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n" + place + "\n#EXT-X-ENDLIST\n",
                    "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nconcat:" + place + "|" + place + "\n#EXT-X-ENDLIST\n",
                    "ffconcat version 1.0\nfile '" + place + "'\n",
                    "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period><AdaptationSet "
                            + "mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>" + place
                            + "</BaseURL></Representation></AdaptationSet></Period></MPD>",
                    "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video " + listening.getLocalPort() + " RTP/AVP 96\n",
                    "[playlist]\nFile1=" + place + "\n", "rtsp://127.0.0.1:" + listening.getLocalPort() + "/\n",
                    "<smil><body><video src=\"" + place + "\"/></body></smil>")) {
                assertOpensNothing(list.getBytes(US_ASCII));
                assertOpensNothing(Boxes.disguised(list));
            }
        }
    }

    @Test
    void clips_whose_data_lie_elsewhere_open_nothing() throws IOException {
        for (String name : List.of("car-horn-dog.mp4", "people-room.mp4")) {
            for (String place : places()) {
                assertOpensNothing(Boxes.pointingTo(Samples.clip(name), "url ", place));
                assertOpensNothing(Boxes.pointingTo(Samples.clip(name), "alis", alias(place)));
            }
        }
    }

    @Test
    void a_program_that_is_let_off_the_leash_does_go_there() throws Exception {
        Path list = Files.writeString(folder.resolve("list.m3u8"), "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n"
                + places().get(1) + "\n#EXT-X-ENDLIST\n");
        Process loose = new ProcessBuilder(TestFfmpeg.path(), "-nostdin", "-protocol_whitelist", "file,http,tcp", "-i",
                list.toString()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();

        listening.setSoTimeout(10_000);
        try (Socket seen = listening.accept()) {
            assertThat(seen.isConnected()).isTrue();
        } finally {
            loose.destroyForcibly().waitFor();
        }
    }

    private List<String> places() {
        return List.of(folder.resolve("canary.txt").toString(), "http://127.0.0.1:" + listening.getLocalPort() + "/x.mp4",
                "file://" + folder.resolve("canary.mp4"), folder.resolve("canary.mp4").toString(), "canary.mp4",
                "tcp://127.0.0.1:" + listening.getLocalPort(), "file:///etc/passwd");
    }

    /** As in QuickTime's alias record: 150 bytes of what nobody needs, then the absolute path as a tagged entry. */
    private static String alias(String place) {
        return "\0".repeat(150) + "\0\2\0" + (char) place.length() + place + "\u00FF\u00FF\0\0";
    }

    private void assertOpensNothing(byte[] clip) throws IOException {
        Path file = Files.write(folder.resolve("sent.mp4"), clip);
        List<byte[]> out = new ArrayList<>();
        try {
            frames.frames(file, 3, Sampling.UNIFORM, Duration.ZERO).forEach(frame -> out.add(frame.jpeg()));
        } catch (MediaException e) {
            out.add(e.getMessage().getBytes(ISO_8859_1));
        }
        try {
            if (sounds.sound(file) instanceof Sound.Heard heard) {
                out.add(heard.wav());
            }
        } catch (MediaException e) {
            out.add(e.getMessage().getBytes(ISO_8859_1));
        }
        listening.setSoTimeout(1);
        try (Socket seen = listening.accept()) {
            assertThat(seen).as("a connection for %s", new String(clip, ISO_8859_1)).isNull();
        } catch (SocketTimeoutException nobodyCame) {
            // As it should be.
        }
        assertThat(out).allSatisfy(bytes -> assertThat(new String(bytes, ISO_8859_1)).doesNotContain(CANARY, "root:"));
        assertThat(out).as("nothing of the clip that lies there").allSatisfy(bytes -> assertThat(bytes.length).isLessThan(200));
    }
}
