/**
 * The two ports: how many strangers' connections they hold and for how long, who may ask
 * the operators' one, and what is answered where nothing else answers.
 */
@ApplicationModule(displayName = "Ports", allowedDependencies = { "logging", "settings" })
@NullMarked
package dev.acrsync.ports;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
