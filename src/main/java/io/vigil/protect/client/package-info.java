/**
 * The two protocols of a Protect controller, as values and futures: the official Integration API (v1), and the private API of
 * the web interface for what the official one lacks. Knows no table and opens no session.
 */
package io.vigil.protect.client;
