package dev.acrsync.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.acrsync.container.BuiltImage;
import dev.acrsync.container.Container;
import dev.acrsync.scenario.HostileAnswers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * The packaged jar, in the heap of its container, and with the identity of a pod, lives
 * through {@link HostileAnswers}, where no image can be built that does.
 */
class HostileAnswersIT {

	@BeforeAll
	static void leaveItToTheImage() {
		assumeFalse(BuiltImage.canBeBuilt() && Container.canBeRun(), "The image lives through the same");
	}

	@Test
	void noAnswerEndsTheServiceOrHoldsUpOthers() {
		try (HostileAnswers answers = new HostileAnswers(); JarProcess process = launch(answers).awaitReady()) {
			answers.play(process);
		}
	}

	private static JarProcess launch(HostileAnswers answers) {
		Map<String, String> environment = new HashMap<>();
		List<String> arguments = new ArrayList<>(answers.settings());
		answers.sandbox().properties().forEach((key, value) -> {
			if (key.startsWith("AZURE_")) {
				environment.put(key, value.toString());
			}
			else {
				arguments.add(key + "=" + value);
			}
		});
		environment.put("_JAVA_OPTIONS", "-Xmx80m -XX:+ExitOnOutOfMemoryError");
		return JarProcess.launch(environment, arguments.toArray(String[]::new));
	}

}
