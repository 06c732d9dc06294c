/**
 * What the service takes for true of Azure, as statements that are checked against a
 * stand-in with every build, and against Azure by {@code ./mvnw -P live verify}.
 */
@NullMarked
package dev.acrsync.live;

import org.jspecify.annotations.NullMarked;
