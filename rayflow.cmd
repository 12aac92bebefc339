@echo off
rem Runs any rayflow command from a checkout: rayflow up, rayflow run FILE, rayflow test, ...
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
where /q node || (echo RayFlow needs Node.js 20 or newer: https://nodejs.org 1>&2 & exit /b 4)
where /q dotnet || (echo RayFlow needs the .NET 10 SDK: https://dot.net/download 1>&2 & exit /b 4)
node "%~dp0infra\launch\launch.mjs" %*
exit /b %ERRORLEVEL%
