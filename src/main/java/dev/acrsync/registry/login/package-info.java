/**
 * How registries let us in: tokens, and who remembers them.
 */
@NullMarked
package dev.acrsync.registry.login;

import org.jspecify.annotations.NullMarked;
