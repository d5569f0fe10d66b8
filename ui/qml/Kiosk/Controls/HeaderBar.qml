import QtQuick
import Kiosk
import Kiosk.ViewModels

// Top of every page: whose terminal this is, or what is being done and for whom, and the way out.
Rectangle {
    id: header

    required property AppViewModel app
    // These pages begin with their own large name: the header says whose terminal this is.
    readonly property bool named: app.title !== "" && !["Topic", "Guide", "MyCases"].includes(app.page)
    readonly property bool inService: named || app.applicant !== ""
    readonly property bool canExit: app.page !== "Attract" && app.page !== "Finish" && (app.page !== "Home" || app.applicant !== "")

    implicitHeight: Theme.headerHeight
    color: Theme.header

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.line4
        color: Theme.headerLine
    }

    Column {
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.right: exit.visible ? exit.left : state.left
        anchors.rightMargin: Theme.space3
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.hair

        Words {
            width: parent.width
            height: below.visible ? Math.round(Theme.heading * 1.6) : header.height - Theme.space4
            verticalAlignment: below.visible ? Text.AlignBottom : Text.AlignVCenter
            text: header.named ? header.app.title : header.app.placeName
            size: Theme.heading
            strong: true
            lineHeight: Theme.leadingTight
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.small
            color: Theme.headerText
        }

        Words {
            id: below

            width: parent.width
            // Half a line of names helps nobody; the help page holds them all.
            visible: text !== "" && implicitWidth <= width
            text: header.inService ? header.app.applicant
                : header.app.duty === "" ? qsTr("Government hotline %1").arg(header.app.hotline)
                : qsTr("On duty today: %1").arg(header.app.duty)
            size: Theme.small
            color: Theme.headerSoftText
        }
    }

    Column {
        id: state

        visible: !exit.visible
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.hair

        Words {
            anchors.right: parent.right
            text: header.app.clockText
            size: Theme.heading
            strong: true
            lineHeight: Theme.leadingTight
            wrapMode: Text.NoWrap
            color: Theme.headerText
        }

        Row {
            anchors.right: parent.right
            visible: !header.app.revoked
            spacing: Theme.space1

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.space2
                height: width
                radius: width / 2
                color: header.app.online ? Theme.headerText : Theme.headerLine
            }

            Words {
                text: header.app.online ? qsTr("Connected") : qsTr("Offline, service as usual")
                size: Theme.small
                wrapMode: Text.NoWrap
                color: Theme.headerSoftText
            }
        }
    }

    Pressable {
        id: exit

        objectName: "headerExit"
        visible: header.canExit
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        implicitWidth: exitWords.implicitWidth + 2 * Theme.space4
        implicitHeight: Theme.buttonSmall
        text: qsTr("Exit")
        color: pressed ? Theme.headerPressed : Theme.header
        border.color: Theme.headerText
        border.width: Theme.hair
        onActivated: header.app.exitSession()

        Row {
            id: exitWords

            anchors.centerIn: parent
            spacing: Theme.space2

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "exit"
                size: Theme.iconSmall - Theme.space1
                color: Theme.headerText
            }

            Words {
                text: exit.text
                size: Theme.lead
                strong: true
                color: Theme.headerText
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
    }
}
