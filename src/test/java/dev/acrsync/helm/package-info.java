/**
 * Renders the Helm chart and looks at what comes out: manifests, alerts, dashboard.
 */
@NullMarked
package dev.acrsync.helm;

import org.jspecify.annotations.NullMarked;
