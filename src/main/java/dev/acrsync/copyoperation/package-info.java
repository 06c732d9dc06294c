/**
 * Has Azure copy one manifest, follows it, and proves by the target's digest what came of
 * it.
 */
@ApplicationModule(displayName = "Copying",
		allowedDependencies = { "breaker", "database", "resumption", "image", "ledger", "pace", "records", "registry",
				"settings", "importtask", "tracing" })
@NullMarked
package dev.acrsync.copyoperation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
