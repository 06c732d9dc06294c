package dev.acrsync.listeners;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Refuses an operator's request with a field that is not known: a narrower one that is
 * misspelt would be carried out, or answered, for everything. Probes and scrapers may add
 * what they like.
 */
final class UnknownFieldRefusal implements OperationInvokerAdvisor {

	private static final Set<String> MACHINES = Set.of("health", "info", "prometheus", "metrics");

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (operationType != OperationType.WRITE && MACHINES.contains(endpointId.toLowerCaseString())) {
			return invoker;
		}
		Set<String> known = names(parameters, (_) -> true);
		Set<String> shown = names(parameters, (parameter) -> parameter.getAnnotation(Selector.class) == null
				&& !Producible.class.isAssignableFrom(parameter.getType()));
		return (context) -> {
			if (!known.containsAll(context.getArguments().keySet())) {
				String reason = "Nothing was done: " + (shown.isEmpty() ? "no field is known here"
						: "a field is none of " + String.join(", ", shown));
				throw new InvalidEndpointRequestException(reason, reason);
			}
			return invoker.invoke(context);
		};
	}

	private static Set<String> names(OperationParameters parameters, Predicate<OperationParameter> which) {
		return parameters.stream()
			.filter(which)
			.map(OperationParameter::getName)
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
