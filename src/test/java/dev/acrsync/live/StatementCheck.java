package dev.acrsync.live;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A statement with the method that checks it.
 *
 * @param statement the statement
 * @param method the method
 */
record StatementCheck(AzureStatement statement, Method method) {

	/** In the order in which they are checked: the last one uses up a minute's quota. */
	private static final List<Class<?>> GROUPS = List.of(RegistryStatements.class, OperationStatements.class,
			ImportStatements.class, ForceStatements.class, CredentialStatements.class, CopyStatements.class,
			ManifestStatements.class, ListingStatements.class, LockStatements.class, TokenStatements.class,
			WebhookStatements.class, EventGridStatements.class, LimitStatements.class);

	/**
	 * Returns all statements.
	 */
	static List<StatementCheck> all() {
		return GROUPS.stream().flatMap(StatementCheck::of).toList();
	}

	/**
	 * Returns all statements, and what the packaged service does on top of them.
	 */
	static List<StatementCheck> withService() {
		return Stream.concat(all().stream(), of(ServiceStatements.class)).toList();
	}

	private static Stream<StatementCheck> of(Class<?> group) {
		return Arrays.stream(group.getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(AzureStatement.class))
			.map((method) -> new StatementCheck(method.getAnnotation(AzureStatement.class), method))
			.sorted(Comparator.comparing(StatementCheck::id));
	}

	String id() {
		return this.statement.id();
	}

	/**
	 * Checks the statement against an Azure.
	 */
	StatementResult check(StatementStage stage) {
		Observation observation = new Observation();
		try {
			stage.begin(id());
			this.method.invoke(null, stage, observation);
			return StatementResult.of(this, observation);
		}
		catch (InvocationTargetException ex) {
			return (ex.getCause() instanceof NotTriedException notTried) ? StatementResult.notTried(this, notTried)
					: StatementResult.broken(this, observation, ex.getCause());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			stage.end();
		}
	}

	@Override
	public String toString() {
		return id();
	}

}
