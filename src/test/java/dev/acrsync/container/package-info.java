/**
 * The container image: how its AOT cache is trained, and that it runs as Kubernetes would
 * run it.
 */
@NullMarked
package dev.acrsync.container;

import org.jspecify.annotations.NullMarked;
