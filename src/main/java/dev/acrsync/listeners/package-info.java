/**
 * The two ports: how many strangers' connections they hold and for how long, who may ask
 * the operators' one, and what is answered where nothing else answers.
 */
@ApplicationModule(displayName = "Listeners", allowedDependencies = { "logging", "settings" })
@NullMarked
package dev.acrsync.listeners;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
