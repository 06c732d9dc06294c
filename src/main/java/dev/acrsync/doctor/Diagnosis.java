package dev.acrsync.doctor;

import java.util.List;

import dev.acrsync.doctor.Finding.FindingLevel;

/**
 * All that was found.
 *
 * @param level the worst of it
 * @param findings the worst first
 */
public record Diagnosis(FindingLevel level, List<Finding> findings) {

	/**
	 * Takes the findings of all checks.
	 */
	public static Diagnosis of(List<Finding> findings) {
		List<Finding> sorted = findings.stream().sorted(Finding.WORST_FIRST).toList();
		return new Diagnosis(sorted.isEmpty() ? FindingLevel.OK : sorted.getFirst().level(), sorted);
	}

}
