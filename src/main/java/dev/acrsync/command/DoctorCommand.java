package dev.acrsync.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import dev.acrsync.doctor.Diagnosis;
import dev.acrsync.doctor.Doctor;
import dev.acrsync.doctor.Finding;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Checks everything from a process of its own, whether a service runs or not.
 */
final class DoctorCommand {

	private DoctorCommand() {
	}

	static int run(CommandArguments arguments, PrintStream out) {
		String format = arguments.choose("format", "text", "json");
		String failOn = arguments.choose("fail-on", "warning", "error");
		boolean database = arguments.choose("database", "look", "skip").equals("look");
		Function<Doctor, Diagnosis> question = database ? Doctor::examine : Doctor::examineAllButTheDatabase;
		Diagnosis diagnosis = examine(arguments.settings(),
				arguments.has("config") ? Doctor::examineTheConfiguration : question);
		if (format.equals("json")) {
			out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(diagnosis));
		}
		else {
			diagnosis.findings().forEach((finding) -> print(finding, out));
		}
		return switch (diagnosis.level()) {
			case OK -> CommandFinder.OK;
			case WARNING -> failOn.equals("warning") ? CommandFinder.WARNING : CommandFinder.OK;
			case ERROR -> CommandFinder.ERROR;
		};
	}

	private static Diagnosis examine(List<String> settings, Function<Doctor, Diagnosis> question) {
		SilentStart quiet = new SilentStart();
		try (ConfigurableApplicationContext context = quiet.start(DoctorApplication.class, settings)) {
			return question.apply(context.getBean(Doctor.class));
		}
		catch (RuntimeException ex) {
			return Diagnosis.of(List
				.of(Finding.error("configuration", quiet.reason(ex), "Mend the keys above, and run the doctor again")));
		}
	}

	private static void print(Finding finding, PrintStream out) {
		out.printf("%-7s  %s%n", finding.level().name().toLowerCase(Locale.ROOT), finding.subject());
		finding.what().lines().forEach((line) -> out.println("         " + line));
		if (!finding.cure().isEmpty()) {
			out.println("         cure: " + finding.cure());
		}
	}

}
