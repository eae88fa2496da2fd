package io.vigil.delivery.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

class OriginsTest {

    private static final MemorySize ANY = new MemorySize(BigInteger.TEN);

    @Test
    void an_origin_is_known_however_it_was_written_down() {
        for (String told : List.of("https://Home.example/", " https://home.example", "https://home.example:443")) {
            assertThat(allow(Optional.of(List.of(told)), "https://home.example", false)).as(told).isTrue();
        }
        assertThat(allow(Optional.of(List.of("https://home.example/")), "http://home.example", false)).isFalse();
    }

    @Test
    void a_page_that_came_without_encryption_is_no_page_of_a_host_that_has_it() {
        assertThat(allow(Optional.empty(), "https://vigil.example", true)).isTrue();
        assertThat(allow(Optional.empty(), "http://vigil.example:443", true)).isFalse();
        assertThat(allow(Optional.empty(), "http://vigil.example:443", false)).isTrue();
    }

    private static boolean allow(Optional<List<String>> origins, String origin, boolean isEncrypted) {
        return new Origins(new SmallLive(origins, 1, 1, 1, ANY, ANY)).allow((HttpServerRequest) Proxy.newProxyInstance(
                OriginsTest.class.getClassLoader(), new Class<?>[] { HttpServerRequest.class },
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "headers" -> MultiMap.caseInsensitiveMultiMap().add("Origin", origin);
                    case "authority" -> HostAndPort.create("vigil.example", 443);
                    case "isSSL" -> isEncrypted;
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }
}
