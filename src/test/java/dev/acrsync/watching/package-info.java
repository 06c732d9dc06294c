@NullMarked
package dev.acrsync.watching;

import org.jspecify.annotations.NullMarked;
