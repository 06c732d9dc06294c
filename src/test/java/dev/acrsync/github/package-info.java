/**
 * Reads what builds and releases this service, and is no Java: workflows, scripts,
 * Dockerfile.
 */
@NullMarked
package dev.acrsync.github;

import org.jspecify.annotations.NullMarked;
