package dev.acrsync.listeners;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.ParameterMappingException;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.DefaultHandlerExceptionResolver;

/**
 * Tells an operator what is wrong with a request to an endpoint. The rest is Spring's,
 * which logs it under its own name: what anybody can cause is guarded there.
 */
class InvalidRequestResolver implements HandlerExceptionResolver, Ordered {

	private final HandlerExceptionResolver others = new DefaultHandlerExceptionResolver();

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception error) {
		Throwable cause = (error instanceof ResponseStatusException) ? error.getCause() : error;
		if (cause instanceof InvalidEndpointRequestException invalid) {
			String reason = reason(invalid);
			Map<String, Object> body = OperatorProblem.body(HttpStatus.BAD_REQUEST, reason);
			body.put("message", reason);
			byte[] problem = JsonMapper.shared().writeValueAsBytes(body);
			response.setStatus(HttpStatus.BAD_REQUEST.value());
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			try {
				response.getOutputStream().write(problem);
			}
			catch (IOException _) {
				return null;
			}
			return new ModelAndView();
		}
		return this.others.resolveException(request, response, handler, error);
	}

	private static String reason(InvalidEndpointRequestException invalid) {
		if (invalid instanceof ParameterMappingException mapping) {
			OperationParameter parameter = mapping.getParameter();
			return parameter.getName() + " is not "
					+ (Number.class.isAssignableFrom(parameter.getType()) ? "a number" : "true or false");
		}
		return String.valueOf(invalid.getReason());
	}

}
