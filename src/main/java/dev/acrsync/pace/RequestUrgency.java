package dev.acrsync.pace;

/**
 * How urgent it is what a thread asks of a registry, or of Azure: where only so much is
 * taken, the more urgent goes first.
 */
public enum RequestUrgency {

	/**
	 * An image that was announced is waited for.
	 */
	ANNOUNCED,

	/**
	 * Another image is brought, which a comparison has found.
	 */
	IMPORT,

	/**
	 * It is looked whether something has changed. So is whatever nothing was said of.
	 */
	LOOK,

	/**
	 * Registries are compared.
	 */
	COMPARISON;

	private static final ThreadLocal<RequestUrgency> CURRENT = ThreadLocal.withInitial(() -> LOOK);

	/**
	 * Returns how urgent it is what this thread does.
	 */
	public static RequestUrgency current() {
		return CURRENT.get();
	}

	/**
	 * Begins something that is so urgent, which this thread does until it is closed.
	 */
	public UrgentWork begin() {
		RequestUrgency before = CURRENT.get();
		CURRENT.set(this);
		return () -> CURRENT.set(before);
	}

	/**
	 * What a thread does that is so urgent.
	 */
	@FunctionalInterface
	public interface UrgentWork extends AutoCloseable {

		@Override
		void close();

	}

}
