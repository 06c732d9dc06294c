package dev.acrsync.registry;

import java.util.function.Predicate;

/**
 * Is shown what a registry lists, and returns false to stop.
 *
 * @param <T> what is listed
 */
@FunctionalInterface
public interface ListingVisitor<T> extends Predicate<T> {

	/**
	 * Tells whether the next page is to be read, also where the last one was empty.
	 */
	default boolean mayTurn() {
		return true;
	}

}
