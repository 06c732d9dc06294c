package dev.acrsync.live;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A statement about Azure, whose method checks it. The method takes a
 * {@link StatementStage} and an {@link Observation}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface AzureStatement {

	/**
	 * Its name, which stays.
	 */
	String id();

	/**
	 * The statement, in one sentence.
	 */
	String says();

	/**
	 * How far it is known.
	 */
	Evidence evidence();

	/**
	 * Where it is known from: a document's address, an issue, a recording.
	 */
	String source() default "";

	/**
	 * What the service does where it does not hold.
	 */
	String otherwise();

	/**
	 * How far something is known.
	 */
	enum Evidence {

		/** Nobody has said it. */
		ASSUMED,

		/** Microsoft's documents or its API's description say it. */
		DOCUMENTED,

		/** Somebody tells of it in an issue. */
		REPORTED,

		/** It is in a recording of Azure's answers that somebody has published. */
		RECORDED

	}

}
