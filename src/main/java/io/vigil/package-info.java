/**
 * Vigil, the backend of a home-security system: camera events are stored first, then described, summarised and delivered.
 * <p>
 * Each folder is a feature, and its {@code package-info} says what lives there. Which may use which:
 *
 * <pre>
 * session   the only way to the database          nothing of ours
 * web       what every resource shares            session
 * settings  household settings and secrets        session, web
 * access    who may call
 * camera    cameras
 * media     files and pictures; values in and out
 * ai        words for pictures; values in and out
 * event     stored events and their pipeline      camera, media, ai
 * protect   UniFi Protect controllers             camera, event, media
 * delivery  tells people                          event, access
 * summary   what happened, in words               event, ai, delivery
 * system    start, stop, health, upkeep           all of them, and is used by none
 * </pre>
 *
 * From access on all may use session, web and settings besides. ArchitectureTest allows no others.
 */
package io.vigil;
