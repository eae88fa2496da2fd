package io.vigil.delivery.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vigil.web.Principal;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** How many clients there may be, and how much may wait for them. */
class LiveClientsTest {

    private static final String TEXT = "x".repeat(100);

    private final Vertx vertx = Vertx.vertx();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final LiveConfig config = new SmallLive(Optional.empty(), 3, 2, 10, size(700), size(1000));
    private final LiveClients clients = new LiveClients(config, registry);

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void one_too_many_is_let_go_again() {
        UUID somebody = UUID.randomUUID();
        SilentSocket first = comeIn(somebody);
        SilentSocket second = comeIn(somebody);
        SilentSocket third = comeIn(somebody);
        SilentSocket another = comeIn(UUID.randomUUID());

        assertThat(first.closed()).isEmpty();
        assertThat(second.closed()).isEmpty();
        assertThat(third.closed()).containsExactly(1013);
        assertThat(another.closed()).containsExactly(1013);
    }

    @Test
    void a_process_that_is_full_or_stops_sends_others_away_before_the_upgrade() {
        assertThat(clients.hasRoom()).isTrue();
        for (int i = 0; i < 3; i++) {
            comeIn(UUID.randomUUID());
        }

        assertThatThrownBy(this::shakeHands).isInstanceOf(ProblemException.class).hasMessageContaining("Too many")
                .extracting(refused -> ((ProblemException) refused).status()).isEqualTo(503);
        clients.stop();
        assertThatThrownBy(this::shakeHands).isInstanceOf(ProblemException.class).hasMessageContaining("stopping")
                .extracting(refused -> ((ProblemException) refused).status()).isEqualTo(503);
    }

    @Test
    void who_comes_in_while_the_process_stops_is_let_go_as_the_others_are() {
        SilentSocket before = comeIn(UUID.randomUUID());

        clients.stop();
        SilentSocket late = comeIn(UUID.randomUUID());

        assertThat(before.closed()).containsExactly(1001);
        assertThat(late.closed()).containsExactly(1001);
    }

    @Test
    void more_bytes_than_may_wait_for_one_client_let_it_go() {
        SilentSocket slow = comeIn(UUID.randomUUID());

        tell(7);
        assertThat(slow.closed()).isEmpty();
        tell(1);

        assertThat(slow.closed()).containsExactly(1013);
    }

    @Test
    void more_bytes_than_may_wait_for_all_let_those_go_that_have_more_than_their_share() {
        SilentSocket first = comeIn(UUID.randomUUID());
        SilentSocket second = comeIn(UUID.randomUUID());
        tell(4);
        SilentSocket third = comeIn(UUID.randomUUID());

        tell(2);

        assertThat(first.closed()).containsExactly(1013);
        assertThat(second.closed()).containsExactly(1013);
        assertThat(third.closed()).isEmpty();
    }

    private void tell(int times) {
        for (int i = 0; i < times; i++) {
            clients.all().forEach(client -> client.send(TEXT, TEXT.length()));
        }
    }

    private SilentSocket comeIn(UUID user) {
        SilentSocket socket = new SilentSocket();
        clients.add(new LiveClient(socket.connection(), null, principal(user),
                new LiveClient.Surroundings(config, clients, vertx, registry)));
        return socket;
    }

    private void shakeHands() {
        new Handshake(new Origins(config), clients, null, registry).perform(context()).await().indefinitely();
    }

    private static HttpUpgradeContext context() {
        return proxy(HttpUpgradeContext.class, method -> switch (method) {
            case "securityIdentity" -> Uni.createFrom().item(QuarkusSecurityIdentity.builder()
                    .setPrincipal(principal(UUID.randomUUID())).addRole(Roles.USER).build());
            case "httpRequest" -> proxy(HttpServerRequest.class, asked -> MultiMap.caseInsensitiveMultiMap());
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private static <T> T proxy(Class<T> type, Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> answers.apply(method.getName())));
    }

    private static Principal principal(UUID user) {
        return new Principal(Principal.Kind.USER, user, "somebody", Set.of(Roles.USER), UUID.randomUUID());
    }

    private static MemorySize size(long bytes) {
        return new MemorySize(BigInteger.valueOf(bytes));
    }
}
