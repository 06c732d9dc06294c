# Writes the path of the Maven to use: the mvn of the PATH if it is 3.8 or newer, else the one that
# maven-wrapper.properties names, downloaded once and checked against its SHA-512.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Fail($message) {
	[Console]::Error.WriteLine("mvnw: $message")
	exit 1
}

$installed = Get-Command mvn.cmd -ErrorAction SilentlyContinue | Select-Object -First 1
if ($installed -and ((& $installed.Source --version | Out-String) -match 'Apache Maven (\d+\.\d+)') `
		-and ([version]$Matches[1] -ge [version]'3.8')) {
	$installed.Source
	exit 0
}

$properties = ConvertFrom-StringData (Get-Content -Raw (Join-Path $PSScriptRoot 'maven-wrapper.properties'))
$url = $properties.distributionUrl
$archive = $url.Substring($url.LastIndexOf('/') + 1)
$name = $archive -replace '-bin\.tar\.gz$', ''
if ($env:MVNW_REPOURL) {
	$version = $name -replace '^apache-maven-', ''
	$url = "$($env:MVNW_REPOURL.TrimEnd('/'))/org/apache/maven/apache-maven/$version/$archive"
}
$userHome = if ($env:MAVEN_USER_HOME) { $env:MAVEN_USER_HOME } else { Join-Path $HOME '.m2' }
$dists = Join-Path $userHome 'wrapper\dists'
$mvn = Join-Path $dists "$name\bin\mvn.cmd"
if (Test-Path $mvn) {
	$mvn
	exit 0
}

$work = Join-Path $dists ".download-$PID"
try {
	New-Item -ItemType Directory -Force $work | Out-Null
	$file = Join-Path $work $archive
	[Console]::Error.WriteLine("mvnw: downloading $url")
	try {
		[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
		(New-Object Net.WebClient).DownloadFile($url, $file)
	}
	catch {
		Fail "could not download ${url}: check the network, set MVNW_REPOURL to a mirror of Maven Central, or install Maven 3.8 or newer"
	}
	$actual = (Get-FileHash $file -Algorithm SHA512).Hash
	if ($actual -ne $properties.distributionSha512Sum) {
		Fail "$url is not what it should be, and was not used: its SHA-512 is $actual, not $($properties.distributionSha512Sum)"
	}
	tar.exe -xzf $file -C $work
	if ($LASTEXITCODE -ne 0) {
		Fail "could not unpack $archive"
	}
	Move-Item (Join-Path $work $name) $dists -ErrorAction SilentlyContinue
	if (-not (Test-Path $mvn)) {
		Fail "could not write $(Join-Path $dists $name)"
	}
	$mvn
}
finally {
	Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
}
