/**
 * The whole suite in two halves that run beside each other, each in a process with an application, a database and folders of
 * its own: a test waits for the database, the disk or a time-out half of its time. {@code -Dtest=…} runs tests as usual.
 */
package io.vigil.halves;
