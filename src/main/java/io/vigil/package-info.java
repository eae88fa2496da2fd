/**
 * Vigil, the backend of a home-security system: camera events are stored first, then described, summarised and delivered.
 * <p>
 * Each folder is a feature, and its {@code package-info} says what lives there. The arrows between them, and no others:
 *
 * <pre>
 * session   knows nothing of ours                 web      what every resource shares; knows session
 * settings  household settings and secrets        access   who may call
 * camera    cameras                               media    files and pictures; values in, values out
 * ai        describes pictures; values in and out event    stored events and their pipeline: uses camera, media, ai
 * system    start, stop, health of the others; nobody uses it
 * </pre>
 *
 * Every feature may use session, web and settings. ArchitectureTest holds the arrows.
 */
package io.vigil;
