package dev.acrsync.command;

import java.io.PrintStream;

import dev.acrsync.vendorguide.VendorPages;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Prints the page for a vendor.
 */
final class VendorCommand {

	private VendorCommand() {
	}

	static int run(CommandArguments arguments, PrintStream out, PrintStream err) {
		String source = arguments.require("source");
		SilentStart quiet = new SilentStart();
		try (ConfigurableApplicationContext context = quiet.start(VendorApplication.class, arguments.settings())) {
			out.print(context.getBean(VendorPages.class)
				.write(source, arguments.has("show-secret"), arguments.find("contact")));
			return CommandFinder.OK;
		}
		catch (IllegalArgumentException ex) {
			err.println(ex.getMessage());
			return CommandFinder.ERROR;
		}
		catch (RuntimeException ex) {
			err.println(quiet.reason(ex));
			return CommandFinder.ERROR;
		}
	}

}
