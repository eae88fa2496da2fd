/** The way to clients that are connected now. Every feature may tell them something; how it gets there is delivery's. */
package io.vigil.web.live;
