@NullMarked
package dev.acrsync.watch;

import org.jspecify.annotations.NullMarked;
