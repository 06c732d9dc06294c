@echo off
rem Runs Maven on this project: see mvnw.
setlocal
set "MVN="
for /f "usebackq delims=" %%m in (`powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0.mvn\wrapper\find-maven.ps1"`) do set "MVN=%%m"
if not defined MVN exit /b 1
cd /d "%~dp0"
call "%MVN%" %*
exit /b %ERRORLEVEL%
