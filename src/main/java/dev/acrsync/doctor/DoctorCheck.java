package dev.acrsync.doctor;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * One question to the world.
 *
 * @param subject what it is about
 * @param needs what it cannot do without
 * @param waitsFor who answers: {@link #NOBODY}, {@link #DATABASE}, or hosts
 * @param question finds something in any case
 */
record DoctorCheck(String subject, CheckPrerequisite needs, String waitsFor, Callable<List<Finding>> question) {

	/** Whom those wait for that ask nobody. */
	static final String NOBODY = "";

	/** Whom those wait for that look into the ledger. */
	static final String DATABASE = "the database";

	/**
	 * What a check cannot do without.
	 */
	enum CheckPrerequisite {

		/**
		 * It needs the configuration and nothing else.
		 */
		CONFIGURATION,

		/**
		 * It needs the network.
		 */
		NETWORK,

		/**
		 * It needs a token of our own identity as well.
		 */
		IDENTITY

	}

}
