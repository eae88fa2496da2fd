/**
 * Addresses outside that a person or a browser gave us, and the one client that posts to them. A name is looked up once, all
 * that it stands for is judged, and what is connected to is an address that was judged: never this host, this household or its
 * network, unless the configuration names it. For every channel of {@code delivery}.
 */
package io.vigil.delivery.targets;
