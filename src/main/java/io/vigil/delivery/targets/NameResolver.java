package io.vigil.delivery.targets;

import java.net.InetAddress;
import java.util.List;

import io.vertx.core.Future;

/** Looks names up. */
public interface NameResolver {

    /**
     * All addresses of a host, at least one; of a literal address that one. Blocks nobody.
     *
     * @return fails with an {@link java.net.UnknownHostException} if there is none or nobody who knows it
     */
    Future<List<InetAddress>> addresses(String host);
}
