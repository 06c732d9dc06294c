/**
 * Claims what is due, brings each tag up to date, and writes down what came of it.
 */
@ApplicationModule(displayName = "Importing",
		allowedDependencies = { "storedages", "comparisonrecords", "database", "ledgerfigures", "image", "ledger",
				"logging", "records", "registry", "rules", "settings", "tracing", "pace", "breaker", "companions",
				"copyoperation", "importtask" })
@NullMarked
package dev.acrsync.importing;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
