package dev.acrsync.copyoperation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many operations are followed at once: they share what may be asked.
 */
final class OperationsFollowed {

	/** Of the 25 that Azure Resource Manager takes each second. */
	private static final int POLLS_A_SECOND = 20;

	private final Map<String, Integer> targets = new ConcurrentHashMap<>();

	void begin(String target) {
		this.targets.merge(target, 1, Integer::sum);
	}

	void end(String target) {
		this.targets.computeIfPresent(target, (_, count) -> (count > 1) ? count - 1 : null);
	}

	/**
	 * Returns when Azure is asked again, so that all together do not ask too often.
	 */
	Duration spread(Duration wait) {
		int all = this.targets.values().stream().mapToInt(Integer::intValue).sum();
		Duration least = Duration.ofSeconds(all).dividedBy(POLLS_A_SECOND);
		return (wait.compareTo(least) < 0) ? least : wait;
	}

}
